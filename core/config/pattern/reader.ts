import { PatternError } from "core/config/pattern/node.ts";

const CONTROLS: Readonly<Record<string, string>> = {
  a: "\x07",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Walks over the characters of an expression. */
export class Reader {
  #at = 0;
  readonly #chars: readonly string[];

  constructor(expression: string) {
    this.#chars = [...expression];
  }

  get done(): boolean {
    return this.#at >= this.#chars.length;
  }

  /** The next character; empty at the end. */
  get next(): string {
    return this.#chars[this.#at] ?? "";
  }

  /** Whether `text` follows. */
  sees(text: string): boolean {
    return [...text].every((char, i) => this.#chars[this.#at + i] === char);
  }

  /** Steps over `text` where it follows. */
  skip(text: string): boolean {
    if (!this.sees(text)) return false;
    this.#at += [...text].length;
    return true;
  }

  /** Takes one character. Throws at the end. */
  take(): string {
    if (this.done) throw new PatternError("it ends too early");
    return this.#chars[this.#at++];
  }

  /** Takes the characters up to `end` and steps over it; undefined, and nothing taken, where it does not come. */
  takeUntil(end: string): string | undefined {
    const start = this.#at;
    for (let text = ""; !this.done; text += this.take()) if (this.skip(end)) return text;
    this.#at = start;
    return undefined;
  }

  /** Takes what `form`, an expression with the flag y, matches here. */
  takeMatch(form: RegExp): RegExpExecArray | undefined {
    const match = form.exec(this.#chars.slice(this.#at, this.#at + 64).join(""));
    if (match) this.#at += [...match[0]].length;
    return match ?? undefined;
  }

  /** Takes the rest of an escape that stands for one character, after its backslash. */
  takeEscape(): string {
    const char = this.take();
    if (CONTROLS[char] !== undefined) return CONTROLS[char];
    if (char === "x") return this.#takeHex();
    if (/[0-7]/.test(char)) return this.#takeOctal(char);
    if (/[0-9A-Za-z]/.test(char)) throw new PatternError(`\\${char} means nothing`);
    return char;
  }

  #takeHex(): string {
    const match = this.takeMatch(/^(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,8})\})/);
    const code = parseInt(match?.[1] ?? match?.[2] ?? "", 16);
    if (!(code <= 0x10ffff)) throw new PatternError("\\x needs the code of a character");
    return String.fromCodePoint(code);
  }

  /** `\123` and `\0`; one digit from 1 to 7 alone would refer back to a group, which RE2 cannot. */
  #takeOctal(first: string): string {
    const more = this.takeMatch(/^[0-7]{1,2}/)?.[0] ?? "";
    if (first !== "0" && more === "") {
      throw new PatternError(`\\${first} refers back to a group, which is not possible`);
    }
    return String.fromCharCode(parseInt(first + more, 8));
  }
}
