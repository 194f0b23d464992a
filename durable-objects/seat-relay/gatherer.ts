// Makes one call of many questions: what is asked within a few milliseconds goes together, in the order of arrival.
// Promises an answer to each, be it that there is no room or that the answer is lost. Few calls are under way at a
// time, and what waits is bounded.

/** How long the first question waits for others. */
const GATHER_MS = 3;

/** Questions of one call, calls under way, and questions that may wait; more are refused at once. */
const MAX_CALL = 250;
const MAX_CALLS = 4;
const MAX_WAITING = 2_000;

export type Gathered<Answer> =
  | { readonly kind: "answer"; readonly answer: Answer }
  /** too much is waiting: it was not asked */
  | { readonly kind: "full" }
  /** it was asked, and nobody knows what became of it */
  | { readonly kind: "lost" };

interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly settle: (outcome: Gathered<Answer>) => void;
}

/** Asks many questions at once: as many answers, in the same order. Must bear being called again with the same. */
export type AskMany<Question, Answer> = (questions: readonly Question[]) => Promise<readonly Answer[]>;

export class Gatherer<Question, Answer> {
  readonly #askMany: AskMany<Question, Answer>;
  readonly #waiting: Waiting<Question, Answer>[] = [];
  #isGathering = false;
  #calls = 0;

  constructor(askMany: AskMany<Question, Answer>) {
    this.#askMany = askMany;
  }

  ask(question: Question): Promise<Gathered<Answer>> {
    return new Promise((settle) => {
      if (this.#waiting.length >= MAX_WAITING) return settle({ kind: "full" });
      this.#waiting.push({ question, settle });
      this.#gather();
    });
  }

  #gather(): void {
    if (this.#isGathering || this.#calls >= MAX_CALLS || this.#waiting.length === 0) return;
    this.#isGathering = true;
    setTimeout(() => {
      this.#isGathering = false;
      void this.#call(this.#waiting.splice(0, MAX_CALL));
      this.#gather();
    }, GATHER_MS);
  }

  async #call(asked: readonly Waiting<Question, Answer>[]): Promise<void> {
    this.#calls++;
    const answers = await this.#answersTo(asked.map(({ question }) => question));
    for (const [i, { settle }] of asked.entries()) {
      const answer = answers?.[i];
      settle(answer === undefined ? { kind: "lost" } : { kind: "answer", answer });
    }
    this.#calls--;
    this.#gather();
  }

  /** One that fails is asked once more: the event may just have started anew. */
  async #answersTo(questions: readonly Question[]): Promise<readonly Answer[] | undefined> {
    for (let tries = 0; tries < 2; tries++) {
      try {
        return await this.#askMany(questions);
      } catch {
        // Either asked again, or told as lost.
      }
    }
    return undefined;
  }
}
