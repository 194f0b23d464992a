// The one translator from a refusal to the wire (RFC 9457), for HTTP and the feed alike. A refusal of the domain
// has its code in `PROBLEMS` or this file does not compile.

import type { Refusal } from "../domain/command.ts";
import { PROBLEMS, problemText, type Language, type ProblemCode } from "./problems.ts";
import type { OrderView } from "./orders.schema.ts";
import type { Problem } from "./problem.schema.ts";

/** Anything refused: a code of the table and its evidence. */
export interface Refused {
  readonly code: ProblemCode;
  /** what was wrong with the input, by path */
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
  /** the order as it stands, where it is not as the caller took it to be */
  readonly order?: OrderView;
}

/** Problem details for `refused`, its `detail` in `language`. The evidence stands beside the code. */
export function toProblem(refused: Refusal | Refused, language: Language = "en"): Problem {
  const { code, ...evidence } = refused;
  const issues =
    "issues" in evidence
      ? { issues: evidence.issues?.map(({ path, message }) => `${path} ${message}`).join("; ") }
      : {};
  return {
    ...evidence,
    type: `urn:jari:problem:${code}`,
    title: titleOf(code),
    status: PROBLEMS[code].status,
    code,
    detail: problemText(code, language, { ...evidence, ...issues }),
  };
}

/** The same at every occurrence (RFC 9457 §3.1.3), so it is made of the code and not of a text with gaps. */
function titleOf(code: ProblemCode): string {
  return code.charAt(0).toUpperCase() + code.slice(1).replaceAll("-", " ");
}
