// What the buyer has typed: kept for this tab, so that a reload or a second order does not ask again.

import { createSignal } from "solid-js";
import type { OrderRequest } from "../../../shared/contracts/orders.schema.ts";
import { readStored, writeStored } from "../ui/stored.ts";
import { isTestToken, type TestToken } from "./test-cards.ts";

const STORED_AS = "jari:buyer";

export type Buyer = OrderRequest["buyer"];
export type BuyerError = "name-missing" | "email-missing" | "email-malformed";

/** Enough to catch a slip of the finger; the server has the last word. */
const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

export function checkBuyer(buyer: Buyer): readonly BuyerError[] {
  const errors: BuyerError[] = [];
  if (buyer.name.trim() === "") errors.push("name-missing");
  if (buyer.email.trim() === "") errors.push("email-missing");
  else if (!EMAIL.test(buyer.email.trim())) errors.push("email-malformed");
  return errors;
}

/** The fields that a refusal (`invalid-input`) names, in this form's own words. */
export function errorsOfIssues(issues: readonly { readonly path: string }[]): readonly BuyerError[] {
  const named = (field: string): boolean => issues.some((issue) => issue.path.endsWith(field));
  return [
    ...(named("name") ? (["name-missing"] as const) : []),
    ...(named("email") ? (["email-malformed"] as const) : []),
  ];
}

export function createBuyerForm(sent: OrderRequest | undefined) {
  const start = sent?.buyer ?? storedBuyer();
  const [name, setName] = createSignal(start.name);
  const [email, setEmail] = createSignal(start.email);
  const sentToken = sent?.payment?.token;
  const [token, setToken] = createSignal<TestToken>(
    sentToken !== undefined && isTestToken(sentToken) ? sentToken : "tok_success",
  );
  const [errors, setErrors] = createSignal<readonly BuyerError[]>([]);
  const buyer = (): Buyer => ({ name: name().trim(), email: email().trim() });
  const keep = (): void =>
    writeStored("session", STORED_AS, JSON.stringify({ name: name(), email: email() }));

  return {
    name,
    email,
    token,
    setToken,
    errors,
    setErrors,
    buyer,
    setName: (value: string) => {
      setName(value);
      setErrors((known) => known.filter((each) => each !== "name-missing"));
      keep();
    },
    setEmail: (value: string) => {
      setEmail(value);
      setErrors((known) => known.filter((each) => each === "name-missing"));
      keep();
    },
  };
}

export type BuyerFormState = ReturnType<typeof createBuyerForm>;

function storedBuyer(): Buyer {
  try {
    const stored: unknown = JSON.parse(readStored("session", STORED_AS) ?? "{}");
    if (typeof stored !== "object" || stored === null) return { name: "", email: "" };
    const name = "name" in stored && typeof stored.name === "string" ? stored.name : "";
    const email = "email" in stored && typeof stored.email === "string" ? stored.email : "";
    return { name, email };
  } catch {
    return { name: "", email: "" };
  }
}
