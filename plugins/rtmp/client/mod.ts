export { rtmpForwarder } from "./forwarder.ts";
export { rtmpSource } from "./source.ts";
