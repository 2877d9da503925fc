/** What both scripts begin with: talking to the server (RFC 9725), and beginning anew when something fails. */
export const SIGNALLING = String.raw`
"use strict";

/* One session with the server. It begins anew two seconds after a failure, until it is closed. */
class MediaMTXSession {
  #options;
  #pc = null;
  #timer = null;
  #closed = false;
  #location = null;
  #waiting = [];

  constructor(options) {
    this.#options = options;
    this.#run();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#end();
  }

  async #run() {
    try {
      await this.#connect();
    } catch (error) {
      this.#failed(error instanceof Error ? error.message : String(error));
    }
  }

  async #connect() {
    const iceServers = await this.#iceServers();
    if (this.#closed) return;
    const pc = this.#pc = new RTCPeerConnection({ iceServers, sdpSemantics: "unified-plan" });
    pc.onicecandidate = ({ candidate }) => candidate && this.#candidate(candidate);
    pc.onconnectionstatechange = () => this.#state(pc);
    const offer = await this.#options.offer(pc);
    if (this.#closed) return;
    const answer = await this.#post(offer);
    if (this.#closed) return this.#end();
    await pc.setRemoteDescription({ type: "answer", sdp: answer });
    await this.#flush(offer);
  }

  #state(pc) {
    if (pc !== this.#pc) return;
    if (pc.connectionState === "connected") this.#options.onConnected?.();
    if (pc.connectionState === "failed" || pc.connectionState === "closed") {
      this.#failed("the connection was lost");
    }
  }

  #failed(reason) {
    if (this.#closed) return;
    this.#end();
    this.#options.onError?.(reason + ", trying again in some seconds");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#run(), 2000);
  }

  #end() {
    const pc = this.#pc, location = this.#location;
    this.#pc = this.#location = null;
    this.#waiting = [];
    pc?.close();
    if (location) fetch(location, { method: "DELETE", keepalive: true }).catch(() => {});
  }

  #headers(headers = {}) {
    const { user, pass, token } = this.#options;
    if (user) return { ...headers, Authorization: "Basic " + btoa(user + ":" + (pass ?? "")) };
    return token ? { ...headers, Authorization: "Bearer " + token } : headers;
  }

  async #iceServers() {
    const headers = this.#headers();
    const answer = await fetch(this.#options.url, { method: "OPTIONS", headers });
    const links = answer.headers.get("Link") ?? "";
    const pattern = /<(.+?)>; rel="ice-server"(?:; username="(.*?)"; credential="(.*?)")?/gi;
    return [...links.matchAll(pattern)].map(([, url, username, credential]) => ({
      urls: [url],
      ...username !== undefined && { username, credential },
    }));
  }

  async #post(sdp) {
    const headers = this.#headers({ "Content-Type": "application/sdp" });
    const answer = await fetch(this.#options.url, { method: "POST", headers, body: sdp });
    const text = await answer.text();
    if (answer.status !== 201) throw new Error(reasonOf(answer.status, text));
    this.#location = new URL(answer.headers.get("Location"), this.#options.url).href;
    return text;
  }

  #candidate(candidate) {
    this.#waiting.push(candidate);
    if (this.#location) this.#flush(this.#pc.localDescription.sdp);
  }

  /* Tells the server of addresses that were found since the offer was made (RFC 8840). */
  async #flush(offer) {
    const candidates = this.#waiting.splice(0);
    if (candidates.length === 0 || !this.#location) return;
    const line = (name) => new RegExp("^a=" + name + ":.*$", "m").exec(offer)?.[0].trim() ?? "";
    const medias = offer.split(/\r\nm=/).slice(1).map((part) => "m=" + part.split("\r\n")[0]);
    const mids = [...offer.matchAll(/^a=mid:(.*)$/gm)].map(([, mid]) => mid.trim());
    let body = line("ice-ufrag") + "\r\n" + line("ice-pwd") + "\r\n";
    medias.forEach((media, i) => {
      const own = candidates.filter(({ sdpMLineIndex }) => sdpMLineIndex === i);
      if (own.length === 0) return;
      body += media + "\r\na=mid:" + mids[i] + "\r\n";
      for (const { candidate } of own) body += "a=" + candidate + "\r\n";
    });
    const headers = { "Content-Type": "application/trickle-ice-sdpfrag", "If-Match": "*" };
    await fetch(this.#location, { method: "PATCH", headers, body }).catch(() => {});
  }
}

function reasonOf(status, text) {
  try {
    return JSON.parse(text).error;
  } catch {
    return "the server answers " + status;
  }
}
`;
