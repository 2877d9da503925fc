// As text, so that it also reaches the Worker from a bundle and from an executable, where no file is at hand.
import library from "hash-wasm/dist/argon2.umd.min.js" with { type: "text" };

export type Argon2Answer = { readonly matches: boolean } | { readonly problem: string };

/** A thread that computes argon2: one check at a time, one answer to each. */
export interface Argon2Worker {
  check(hash: string, password: string): void;
  end(): void;
}

const SOURCE = `${library};
self.onmessage = async ({ data }) => {
  try {
    self.postMessage({ matches: await hashwasm.argon2Verify(data) });
  } catch (error) {
    self.postMessage({ problem: String(error?.message ?? error) });
  }
};`;

/** Starts the thread: about 10 ms and 25 MB. `answered` hears of each check. */
export function startArgon2Worker(answered: (answer: Argon2Answer) => void): Argon2Worker {
  const url = "data:text/javascript," + encodeURIComponent(SOURCE);
  const worker = new Worker(url, { type: "module", name: "argon2" });
  worker.onmessage = ({ data }) => answered(data);
  worker.onerror = (event) => {
    event.preventDefault();
    answered({ problem: event.message });
  };
  return {
    check: (hash, password) => worker.postMessage({ hash, password }),
    end: () => worker.terminate(),
  };
}
