/** A dictionary with exactly the keys of another: `export default { … } satisfies SameKeys<typeof ko>`. */
export type SameKeys<T> = { readonly [K in keyof T]: string };
