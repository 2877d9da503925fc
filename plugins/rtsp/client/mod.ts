export { rtspForwarder } from "./forward/forwarder.ts";
export { rtspSource } from "./source/source.ts";
