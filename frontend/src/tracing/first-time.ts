// Two feeds of one tab may tell the same, while one page follows another: it is measured once.

export const MOST_REMEMBERED = 100;

/** Whether `key` is new; of many keys the oldest are forgotten. */
export type FirstTime = (key: string) => boolean;

export function createFirstTime(): FirstTime {
  const seen = new Set<string>();
  return (key) => {
    if (seen.has(key)) return false;
    seen.add(key);
    const [oldest] = seen;
    if (seen.size > MOST_REMEMBERED && oldest !== undefined) seen.delete(oldest);
    return true;
  };
}

/** In this tab. */
export const firstTimeInTab = createFirstTime();
