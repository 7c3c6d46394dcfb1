import { application } from "./room/joinery.js";
import SystemMap from "./map/system_map.js";

application.register("system-map", SystemMap);
