// Seeds that once showed a bug of the product; always played.

export const CORPUS: readonly { readonly seed: number; readonly found: string }[] = [];
