// What every spec starts from: a fresh event to sell, the books of the payment company, and an ear for whatever a
// page says on its console. A page that complains fails its test, unless the test said that it would.

import { test as base, expect, type Page } from "@playwright/test";
import { openBooks, type Books } from "./books.ts";
import { listenForNoise, type Noise } from "./noise.ts";
import { publishEvent, republishEvent, type EventSettings, type TestEvent } from "./organiser.ts";

export interface JariOptions {
  /** where the server under test keeps its data */
  readonly stateFolder: string;
}

interface JariFixtures {
  readonly noise: Noise;
  readonly books: Books;
  /** Puts an event of its own on sale; the theatre of 1,186 seats, all of them free. */
  readonly publish: (settings?: EventSettings) => Promise<TestEvent>;
  /** Publishes it again, with what has changed. */
  readonly republish: (event: TestEvent, changes: EventSettings) => Promise<void>;
  /** A page of somebody else's browser. */
  readonly newBrowser: () => Promise<Page>;
}

export const test = base.extend<JariOptions & JariFixtures>({
  stateFolder: ["", { option: true }],

  noise: [
    async ({ context }, use) => {
      const noise = listenForNoise();
      noise.listenTo(context);
      await use(noise);
      expect(noise.unexpected(), "what the pages said on their consoles").toEqual([]);
    },
    { auto: true },
  ],

  books: async ({ stateFolder }, use) => {
    await use(openBooks(stateFolder));
  },

  publish: async ({ request }, use) => {
    await use((settings) => publishEvent(request, settings));
  },

  republish: async ({ request }, use) => {
    await use((event, changes) => republishEvent(request, event, changes));
  },

  newBrowser: async ({ browser, noise }, use) => {
    const contexts: { close: () => Promise<void> }[] = [];
    await use(async () => {
      const context = await browser.newContext();
      contexts.push(context);
      noise.listenTo(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

export { expect };
