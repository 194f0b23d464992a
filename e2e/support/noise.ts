// Errors on a page's console: thrown exceptions, refused requests, and breaches of the Content-Security-Policy.

import type { BrowserContext } from "@playwright/test";

export interface Noise {
  readonly listenTo: (context: BrowserContext) => void;
  /** What the test provokes itself: a refused request, a network that is gone. */
  readonly expect: (message: RegExp) => void;
  readonly unexpected: () => readonly string[];
}

export function listenForNoise(): Noise {
  const heard: string[] = [];
  const expected: RegExp[] = [];
  return {
    listenTo(context) {
      context.on("console", (message) => {
        if (message.type() !== "error") return;
        heard.push(`${message.text()} (${message.location().url})`);
      });
      context.on("weberror", (error) => heard.push(String(error.error())));
    },
    expect: (message) => void expected.push(message),
    unexpected: () => heard.filter((text) => !expected.some((each) => each.test(text))),
  };
}
