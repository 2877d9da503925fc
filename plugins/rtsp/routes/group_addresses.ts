/** The addresses of an IPv4 network in CIDR, given out in their order, those that were given back last of all. */
export class GroupAddresses {
  readonly #first: number;
  readonly #count: number;
  readonly #taken = new Set<number>();
  #next = 0;

  /** The first and last addresses of the network are left out where it has others. */
  constructor(network: string) {
    const [address, bits] = network.split("/");
    const size = 2 ** (32 - Number(bits)), ends = size > 2 ? 1 : 0;
    this.#first = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0) + ends;
    this.#count = size - 2 * ends;
  }

  /** An address that nobody has; undefined where there is none. */
  take(): string | undefined {
    if (this.#taken.size === this.#count) return undefined;
    while (this.#taken.has(this.#next)) this.#advance();
    const index = this.#next;
    this.#taken.add(index);
    this.#advance();
    return format(this.#first + index);
  }

  giveBack(address: string): void {
    for (const index of this.#taken) {
      if (format(this.#first + index) === address) this.#taken.delete(index);
    }
  }

  #advance(): void {
    this.#next = (this.#next + 1) % this.#count;
  }
}

function format(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
