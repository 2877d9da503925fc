export { whipForwarder } from "./forwarder.ts";
export { whepSource } from "./source.ts";
