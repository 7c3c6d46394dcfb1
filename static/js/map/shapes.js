// From what the server placed to what Cytoscape draws; nothing here moves anything.

const middle = (box) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });

// Cytoscape wants control points as a share of the way and a distance from it.
function bends([sx, sy, ax, ay, bx, by, tx, ty]) {
  const [vx, vy] = [tx - sx, ty - sy];
  const length = Math.hypot(vx, vy) || 1;
  const points = [[ax, ay], [bx, by]];
  return {
    weights: points.map(([x, y]) => ((x - sx) * vx + (y - sy) * vy) / (length * length)),
    distances: points.map(([x, y]) => ((y - sy) * vx - (x - sx) * vy) / length),
  };
}

function ends(curve, source, target) {
  const [from, to] = [middle(source), middle(target)];
  return {
    from: `${curve[0] - from.x}px ${curve[1] - from.y}px`,
    to: `${curve[6] - to.x}px ${curve[7] - to.y}px`,
  };
}

export function elements(map) {
  const boxes = new Map([...map.groups, ...map.cells].map((each) => [each.id, each]));
  const node = (each, classes, extra = {}) => ({
    group: "nodes",
    data: { ...each, ...extra },
    position: middle(each),
    classes,
    grabbable: false,
    selectable: false,
  });
  const edge = (each, id, classes) => {
    const [source, target] = [boxes.get(each.source), boxes.get(each.target)];
    return { group: "edges", data: { ...each, id, ...bends(each.curve), ...ends(each.curve, source, target) }, classes, selectable: false };
  };
  const within = (group) => (group.inside && !map.is_single ? `${group.label} · ${group.inside} within` : group.label);
  return [
    ...map.groups.map((each) => node(each, "group", { said: within(each) })),
    ...map.bundles.map((each, place) => edge(each, `bundle-${place}`, "bundle")),
    ...map.links.map((each) =>
      edge(each, `link-${each.id}`, ["link", each.is_direct && "direct", each.writes && "writes", (each.is_twin || each.is_fragile) && "worth"].filter(Boolean).join(" ")),
    ),
    ...map.cells.map((each) => node(each, ["cell", each.is_ai && "ai", each.is_ot && "ot", !each.links && "quiet"].filter(Boolean).join(" "))),
  ];
}
