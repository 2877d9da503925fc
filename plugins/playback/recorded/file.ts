import { FieldReader } from "media/field_reader.ts";
import { Malformed } from "media/malformed.ts";
import {
  readRecordedFragment,
  readRecordedHeader,
  type RecordedHeader,
  type RecordedRun,
} from "media/mp4/read/recorded.ts";
import { type OpenFile, openFile } from "net/storage/open_file.ts";

/** Bytes that are read at a time to find a box: a fragment's box mostly fits. */
const WINDOW = 4096;
/** Bytes of a movie or fragment box: more is refused. */
const MOST = 16 << 20;

/** A fragment within a file. */
export interface Fragment {
  /** Where it begins in the file. */
  readonly at: number;
  readonly runs: readonly RecordedRun[];
}

interface BoxAt {
  readonly type: string;
  readonly at: number;
  readonly size: number;
  /** What was read of it. */
  readonly bytes: Uint8Array;
}

/** A recorded file that is open. */
export class RecordedFile {
  private constructor(
    readonly path: string,
    private readonly file: OpenFile,
    readonly header: RecordedHeader,
    /** Where the first fragment may be. */
    readonly body: number,
  ) {}

  /** Opens a file and reads what it begins with. Rejects where that is damaged. */
  static async open(path: string): Promise<RecordedFile> {
    const file = await openFile(path);
    try {
      for (let at = 0;;) {
        const box = await boxAt(file, at);
        if (!box) throw new Error("MP4: no movie box");
        at += box.size;
        if (box.type !== "moov") continue;
        const header = readRecordedHeader(await whole(file, box));
        if (header instanceof Malformed) throw new Error(header.reason);
        return new RecordedFile(path, file, header, at);
      }
    } catch (error) {
      file.close();
      throw new Error(`cannot read ${path}: ${(error as Error).message}`, { cause: error });
    }
  }

  /** The fragments from one that begins at `at` on, up to the first that is damaged or was not written to its end. */
  async *fragments(at = this.body): AsyncGenerator<Fragment> {
    const { file, header: { tracks } } = this;
    for (let box = await boxAt(file, at); box; box = await boxAt(file, box.at + box.size)) {
      if (box.type !== "moof") continue;
      const runs = readRecordedFragment(await whole(file, box), tracks, file.size - box.at);
      if (runs instanceof Malformed) return;
      yield { at: box.at, runs };
    }
  }

  /** Seconds from its beginning to the end of its last sample. */
  async duration(): Promise<number> {
    const { duration, tracks } = this.header;
    if (duration > 0) return duration / 1000;
    let end = 0;
    for await (const { runs } of this.fragments()) {
      for (const { track, samples } of runs) {
        const last = samples[samples.length - 1];
        const { timescale } = tracks.find(({ id }) => id === track)!;
        end = Math.max(end, (last.dts + last.duration) / timescale);
      }
    }
    return end;
  }

  read(at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.file.read(at, length);
  }

  close(): void {
    this.file.close();
  }
}

/** The box at a place; undefined at the end, and where there is none. */
async function boxAt(file: OpenFile, at: number): Promise<BoxAt | undefined> {
  if (at + 8 > file.size) return undefined;
  const bytes = await file.read(at, WINDOW), reader = new FieldReader(bytes);
  let size = reader.u32();
  const type = reader.type();
  if (size === 1) size = reader.u64();
  else if (size === 0) size = file.size - at;
  return reader.overrun || size < 8 ? undefined : { type, at, size, bytes };
}

async function whole(file: OpenFile, { at, size, bytes }: BoxAt): Promise<Uint8Array> {
  if (size <= bytes.length) return bytes.subarray(0, size);
  if (size > MOST) throw new Error("MP4: a box is too large");
  return await file.read(at, size);
}
