// Schemas of the values that several modules share.

import { z } from "zod";
import { UUID } from "../domain/brand.ts";
import { CURRENCIES, type Currency } from "../domain/money.ts";

/** The canonical lower-case form only, so that one id has one spelling. */
export const uuidSchema = z.string().regex(UUID, "a lower-case UUID");

export const epochMsSchema = z.int().min(0).max(8_640_000_000_000_000);

export const amountMinorSchema = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

export const currencySchema = z.enum(CURRENCIES as [Currency, ...Currency[]]);

export const localizedTextSchema = z.strictObject({
  ko: z.string().trim().min(1).max(200),
  en: z.string().trim().min(1).max(200),
});
