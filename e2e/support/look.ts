// What can be measured of how a page looks: its width, its jumps, and what axe has against it.

import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** "Good" by web.dev; beyond it what one is about to press has moved away. */
const MOST_SHIFT = 0.1;

/** The page as it is now, in this size: still, no wider than its window, accessible in light and dark. */
export async function expectSound(page: Page, name: string): Promise<void> {
  await test.step(name, async () => {
    await expectNoJumps(page);
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  });
}

export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const widths = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    scrollTo(1_000, 0);
    return { page: scrollWidth, window: clientWidth, scrolled: scrollX };
  });
  expect(widths).toEqual({ page: widths.window, window: widths.window, scrolled: 0 });
}

interface Shift {
  readonly at: number;
  readonly value: number;
  readonly moved: readonly string[];
}

/** Cumulative Layout Shift as browsers report it: the worst burst of shifts that nobody's press explains. */
export async function expectNoJumps(page: Page): Promise<void> {
  const bursts = inBursts(await shiftsOf(page));
  for (const burst of bursts) {
    const sum = burst.reduce((total, { value }) => total + value, 0);
    expect(sum, `what moved: ${JSON.stringify(burst)}`).toBeLessThanOrEqual(MOST_SHIFT);
  }
}

/** https://web.dev/articles/cls: less than 1 s between shifts, 5 s in all. */
function inBursts(shifts: readonly Shift[]): readonly (readonly Shift[])[] {
  const bursts: Shift[][] = [];
  for (const shift of shifts) {
    const burst = bursts.at(-1);
    const [first, last] = [burst?.[0], burst?.at(-1)];
    const belongs = first && last && shift.at - last.at < 1_000 && shift.at - first.at < 5_000;
    if (belongs) burst?.push(shift);
    else bursts.push([shift]);
  }
  return bursts;
}

function shiftsOf(page: Page): Promise<readonly Shift[]> {
  return page.evaluate(
    () =>
      new Promise<Shift[]>((resolve) => {
        interface LayoutShift extends PerformanceEntry {
          readonly value: number;
          readonly hadRecentInput: boolean;
          readonly sources: readonly { readonly node?: Node }[];
        }
        const nameOf = ({ node }: { node?: Node }): string =>
          node instanceof Element ? `${node.localName}.${node.className}`.slice(0, 80) : "text";
        const found: Shift[] = [];
        new PerformanceObserver((list) => {
          for (const { startTime, value, hadRecentInput, sources } of list.getEntries() as LayoutShift[])
            if (!hadRecentInput) found.push({ at: startTime, value, moved: sources.map(nameOf) });
        }).observe({ type: "layout-shift", buffered: true });
        // What is buffered is handed over within a frame or two.
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(found), 50)));
      }),
  );
}

export async function expectAccessible(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await expectNoViolation(new AxeBuilder({ page }).withTags(TAGS));
  // The same elements in other colours.
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await expectNoViolation(new AxeBuilder({ page }).withRules(["color-contrast", "link-in-text-block"]));
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
}

async function expectNoViolation(axe: AxeBuilder): Promise<void> {
  const { violations } = await axe.analyze();
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
}
