// Everything that a viewer was told, frame by frame. Viewers that were told the same share it, so that it takes little
// for thousands of them, and their picture is made once, by the rule of the site itself.

import { applyFrame, type SeatPicture } from "../../frontend/src/feed/seat-picture.ts";
import { decodeFrame } from "../../shared/contracts/feed-codec.ts";
import type { ShownPicture } from "./viewer-job.ts";

export class Told {
  readonly #before: Told | undefined;
  /** the last frame, a character a byte */
  readonly #frame: string;
  readonly #next = new Map<string, Told>();

  private constructor(before: Told | undefined, frame: string) {
    this.#before = before;
    this.#frame = frame;
  }

  static nothing(): Told {
    return new Told(undefined, "");
  }

  /** The same and one frame more, its bytes as characters. */
  with(frame: string): Told {
    const known = this.#next.get(frame);
    if (known !== undefined) return known;
    const longer = new Told(this, frame);
    this.#next.set(frame, longer);
    return longer;
  }

  /** What is shown to those who were told so, once for those who were told the same. Throws where nothing was kept. */
  static pictures(all: readonly (Told | undefined)[]): readonly ShownPicture[] {
    const sockets = new Map<Told, number>();
    for (const told of all) {
      if (told === undefined) throw new Error("what the sockets were told was not kept");
      sockets.set(told, (sockets.get(told) ?? 0) + 1);
    }
    return [...sockets].map(([told, count]) => ({ sockets: count, ...told.#shown() }));
  }

  #shown(): Omit<ShownPicture, "sockets"> {
    let picture: SeatPicture | undefined;
    let gaps = 0;
    for (const frame of Told.#frames(this)) {
      const bytes = Uint8Array.from(Buffer.from(frame, "latin1"));
      const applied = applyFrame(picture, decodeFrame(bytes.buffer));
      if (applied.kind === "changed") picture = applied.picture;
      else if (applied.kind === "gap") gaps++;
    }
    const seats = [...(picture?.states ?? [])].flatMap((state, seat): [number, number][] =>
      state === 0 ? [] : [[seat, state]],
    );
    return { seq: picture?.seq ?? -1, gaps, seats };
  }

  static #frames(told: Told): readonly string[] {
    const frames: string[] = [];
    for (let at = told; at.#before !== undefined; at = at.#before) frames.push(at.#frame);
    return frames.toReversed();
  }
}
