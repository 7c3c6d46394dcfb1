import { application, htmx } from "./room/joinery.js";
import Room from "./room/room.js";
import RoomNote from "./room/note.js";

application.register("room", Room);
application.register("room-note", RoomNote);

// A part that is replaced takes over no style from the one before: the content policy refuses it.
htmx.config.attributesToSettle = ["class"];
