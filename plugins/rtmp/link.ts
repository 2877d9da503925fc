import type { WriteQueue } from "core/mod.ts";
import { WINDOW_SIZE } from "./wire/answers.ts";
import * as control from "./wire/control.ts";
import type { Message } from "./wire/message.ts";

/** What each side of a connection owes the other: acknowledgements of what was read, and answers to pings. */
export class Link {
  /** Bytes that were read. */
  inboundBytes = 0;
  #window = WINDOW_SIZE;
  #acknowledged = 0;

  constructor(private readonly queue: WriteQueue) {}

  /** So many more bytes were read. */
  read(count: number): void {
    this.inboundBytes += count;
    if (this.inboundBytes - this.#acknowledged < this.#window) return;
    this.#acknowledged = this.inboundBytes;
    this.queue.push(control.writeAcknowledgement(this.inboundBytes >>> 0), 0);
  }

  /** Takes a control message. */
  message(message: Message): void {
    const told = control.readControl(message);
    if (told?.kind === "window" && told.size > 0) this.#window = told.size;
    if (told?.kind === "event" && told.event === control.PING_REQUEST) {
      this.queue.push(control.writeEvent(control.PING_RESPONSE, told.value), 0);
    }
  }
}
