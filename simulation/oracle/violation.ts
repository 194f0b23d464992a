/** A promise was broken. `rule` says which, in a few words that stay the same from run to run. */
export class Violation extends Error {
  readonly rule: string;

  constructor(rule: string, evidence: string) {
    super(`${rule}: ${evidence}`);
    this.name = "Violation";
    this.rule = rule;
  }
}

/** Throws unless `holds`. */
export function demand(holds: boolean, rule: string, evidence: () => string): asserts holds {
  if (!holds) throw new Violation(rule, evidence());
}
