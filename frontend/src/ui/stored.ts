// localStorage and sessionStorage may be full, forbidden or absent. Then this page remembers for itself.

type Where = "local" | "session";

const memory = new Map<string, string>();

export function readStored(where: Where, key: string): string | undefined {
  try {
    return storageOf(where).getItem(key) ?? undefined;
  } catch {
    return memory.get(`${where} ${key}`);
  }
}

export function writeStored(where: Where, key: string, value: string): void {
  try {
    storageOf(where).setItem(key, value);
  } catch {
    memory.set(`${where} ${key}`, value);
  }
}

export function removeStored(where: Where, key: string): void {
  memory.delete(`${where} ${key}`);
  try {
    storageOf(where).removeItem(key);
  } catch {
    // forgotten in memory; there was nowhere else to keep it
  }
}

function storageOf(where: Where): Storage {
  return where === "local" ? localStorage : sessionStorage;
}

export function storedKeys(where: Where): readonly string[] {
  try {
    return Object.keys(storageOf(where));
  } catch {
    const prefix = `${where} `;
    return [...memory.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  }
}
