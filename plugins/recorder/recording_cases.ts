import type { PathView } from "core/mod.ts";
import { isMalformed } from "media/malformed.ts";
import { type Mp4Track, readMp4 } from "media/mp4/read/mp4.ts";
import { type Clip, CLIPS, tracksOf } from "../../test/streams/clips.ts";
import { FramePublisher, Stage } from "../../test/streams/stage.ts";
import type { RecordParameters } from "./config.ts";
import { Recording } from "./recording.ts";

/** For tests: what is not said otherwise. */
const VALUES: RecordParameters = {
  record: true,
  recordPath: "",
  recordFormat: "fmp4",
  recordPartDuration: 200,
  recordMaxPartSize: 1 << 20,
  recordSegmentDuration: 1000,
  recordDeleteAfter: 0,
};

/** For tests: ticks of a clip's first second or so, after which it may begin anew. */
export const ROUND = { h264: 14 * 3600, aac: 8960 };

/** For tests: a stream of clips, and a recording of it into a folder, `FOLDER` in `recordPath`. */
export class Studio {
  readonly stage: Stage;
  readonly publisher: FramePublisher;
  readonly values: RecordParameters;
  readonly created: string[] = [];
  readonly completed: [file: string, duration: number][] = [];
  readonly #stop = new AbortController();
  /** Settles with the recording. */
  readonly ended: Promise<void>;
  readonly recording: Recording;

  constructor(readonly folder: string, clips: readonly Clip[], values: Partial<RecordParameters>) {
    this.stage = new Stage(tracksOf(clips, false));
    this.publisher = new FramePublisher(this.stage, clips);
    // No file can be created below another.
    Deno.writeTextFileSync(`${folder}/obstacle`, "");
    const { recordPath = "FOLDER/%path/%s-%f" } = values;
    this.values = { ...VALUES, ...values, recordPath: recordPath.replace("FOLDER", folder) };
    const { stream, clock, log } = this.stage, entry = { values: this.values };
    this.recording = new Recording({
      path: { name: "cam", entry } as unknown as PathView,
      ...{ stream, clock, log: log.log, values: this.values },
      created: (file) => this.created.push(file),
      completed: (...segment) => this.completed.push(segment),
    });
    this.ended = this.recording.run(this.#stop.signal);
    this.ended.catch(() => {});
  }

  /** The files that are complete, in their order. */
  get files(): string[] {
    return this.completed.map(([file]) => file);
  }

  /** Ends the recording; resolves when all is written. */
  stop(): Promise<void> {
    this.#stop.abort();
    return this.ended;
  }

  /** Publishes pictures and sound, side by side, so many times 0.56 s; stands at `round`. */
  play(rounds: number, from = 0): void {
    for (let round = from; round < from + rounds; round++) this.#playRound(round);
  }

  #playRound(round: number): void {
    const { h264, aac } = CLIPS, { clock } = this.stage;
    const sound = aac.units.slice(0, 9);
    const units = [
      ...h264.units.map((unit) => ({ track: 0, unit, shift: round * ROUND.h264, rate: 90000 })),
      ...sound.map((unit) => ({ track: 1, unit, shift: round * ROUND.aac, rate: 16000 })),
    ].map((one) => ({ ...one, due: (one.unit.dts + one.shift) / one.rate }))
      .sort((a, b) => a.due - b.due);
    for (const { track, unit, shift, due } of units) {
      clock.advance(Math.max(0, 1000 * due - clock.now()));
      this.publisher.write(track, unit, shift);
    }
  }
}

/** For tests: a studio of pictures and sound, whose folder vanishes behind the test. */
export async function inStudio(
  values: Partial<RecordParameters>,
  test: (studio: Studio) => Promise<void>,
  clips: readonly Clip[] = [CLIPS.h264, CLIPS.aac],
): Promise<void> {
  const folder = await Deno.makeTempDir(), studio = new Studio(folder, clips, values);
  try {
    await test(studio);
  } finally {
    await studio.stop().catch(() => {});
    await Deno.remove(folder, { recursive: true });
  }
}

/** For tests: the tracks of a file. */
export function tracksIn(file: string): readonly Mp4Track[] {
  const tracks = readMp4(Deno.readFileSync(file));
  if (isMalformed(tracks)) throw new Error(`${file}: ${tracks.reason}`);
  return tracks;
}
