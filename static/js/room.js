import { application } from "./room/joinery.js";
import Room from "./room/room.js";
import RoomNote from "./room/note.js";

application.register("room", Room);
application.register("room-note", RoomNote);
