import type { Session } from "node:inspector";

/** A connection to V8's own inspector, within the process: no port is opened. */
export class Inspector {
  private constructor(private readonly session: Session) {}

  /** What it needs is loaded here, not at the start of the program. */
  static async open(): Promise<Inspector> {
    const { Session } = await import("node:inspector");
    const session = new Session();
    session.connect();
    return new Inspector(session);
  }

  /** Rejects with what V8 says against it. */
  ask<T>(method: string, params: object = {}): Promise<T> {
    return new Promise((resolve, reject) => {
      this.session.post(method, params, (error, result) => {
        if (error) reject(new Error(`Cannot ask for ${method}: ${error.message}`));
        else resolve(result as T);
      });
    });
  }

  close(): void {
    this.session.disconnect();
  }
}
