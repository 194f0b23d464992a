// Seeds that once showed a bug of the product; always played, before any other.

export const CORPUS: readonly { readonly seed: number; readonly found: string }[] = [
  { seed: 388, found: "late money was believed before it was taken, and a slow void took it back" },
  { seed: 8, found: "a message that only a newer version can read stayed parked for ever" },
  { seed: 40, found: "the queue was told of a sale that a crash then lost" },
  {
    seed: 33,
    found: "an order that was given up ended for its card's reason, and its late money bought the seats",
  },
  { seed: 1_547, found: "an event that had slept told its relays of an order, and its own screens nothing" },
];
