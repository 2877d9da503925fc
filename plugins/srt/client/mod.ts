export { srtForwarder } from "./forwarder.ts";
export { srtSource } from "./source.ts";
