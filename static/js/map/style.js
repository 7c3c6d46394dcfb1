// The page's own colours, read anew when the theme changes.

function resolver() {
  const probe = document.createElement("i");
  document.body.append(probe);
  const resolve = (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  return { resolve, done: () => probe.remove() };
}

export function style() {
  const { resolve, done } = resolver();
  const names = ["surface", "sunk", "ink", "muted", "line", "line-strong", "link", "it", "it-tint", "attention", "paper"];
  const colour = Object.fromEntries(names.map((name) => [name, resolve(`--${name}`)]));
  done();
  const text = { "font-family": "Inter Variable, system-ui, sans-serif", color: colour.ink, "text-halign": "center", "text-valign": "center" };
  const size = { width: "data(width)", height: "data(height)" };
  return [
    { selector: ".group", style: { ...text, ...size, shape: "round-rectangle", "corner-radius": 6, "background-color": colour.surface, "border-color": colour.line, "border-width": 1, label: "data(said)", "font-size": 13, "font-weight": 600, "text-valign": "top", "text-margin-y": 21, events: "no", "z-index": 1, "z-index-compare": "manual" } },
    { selector: ".cell", style: { ...text, ...size, shape: "round-rectangle", "corner-radius": 4, "background-color": colour.sunk, "border-width": 0, label: "data(label)", "font-size": 12, "z-index": 3, "z-index-compare": "manual" } },
    { selector: ".cell.ai", style: { "background-color": colour["it-tint"] } },
    { selector: ".cell.ot", style: { "border-width": 1, "border-color": colour["line-strong"], "border-style": "dashed" } },
    { selector: ".cell.quiet", style: { color: colour.muted } },
    { selector: "edge", style: { "curve-style": "unbundled-bezier", "edge-distances": "endpoints", "control-point-distances": "data(distances)", "control-point-weights": "data(weights)", "source-endpoint": "data(from)", "target-endpoint": "data(to)", "line-color": colour.muted, width: 1.2 } },
    { selector: ".bundle", style: { "line-color": colour["line-strong"], "line-opacity": 0.45, width: "data(width)", events: "no", "z-index": 0, "z-index-compare": "manual" } },
    { selector: ".link", style: { "line-color": colour.muted, "line-opacity": 0.75, "target-arrow-shape": "triangle", "target-arrow-color": colour.muted, "arrow-scale": 0.7, "z-index": 2, "z-index-compare": "manual" } },
    { selector: ".link.direct", style: { "line-style": "dashed", "line-dash-pattern": [5, 3] } },
    { selector: ".link.writes", style: { width: 2.5 } },
    { selector: ".link.worth", style: { "line-color": colour.attention, "target-arrow-color": colour.attention } },
    { selector: ".many", style: { display: "none" } },
    { selector: ".away", style: { opacity: 0.4 } },
    { selector: ".away.link", style: { opacity: 0.08 } },
    { selector: ".near", style: { display: "element", opacity: 1, color: colour.ink } },
    { selector: ".near.link", style: { "line-opacity": 1 } },
    { selector: ".chosen", style: { "background-color": colour.ink, color: colour.paper, opacity: 1 } },
  ];
}
