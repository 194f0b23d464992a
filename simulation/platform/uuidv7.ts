// The library's own generator, begun anew for every run: the one it shares keeps random bytes from the run before.

import { V7Generator } from "uuidv7";
import { randomWord } from "../globals.ts";

let generator = new V7Generator({ nextUint32: randomWord });

/** Forgets the run before. */
export function resetIds(): void {
  generator = new V7Generator({ nextUint32: randomWord });
}

export function uuidv7(): string {
  return generator.generate().toString();
}
