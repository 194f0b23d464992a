import type { JSX } from "solid-js";
import { useI18n } from "../i18n/i18n.tsx";
import { Badge } from "../ui/badge.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "../ui/card.tsx";
import { TextField } from "../ui/field.tsx";
import { RadioGroup } from "../ui/radio-group.tsx";
import type { BuyerFormState } from "./buyer-form.ts";
import { TEST_TOKENS, type TestToken } from "./test-cards.ts";

interface FieldsProps {
  readonly form: BuyerFormState;
  /** what has been sent cannot be changed */
  readonly frozen: boolean;
}

export function BuyerFields(props: FieldsProps): JSX.Element {
  const { t } = useI18n();
  const nameError = (): string | undefined => {
    return props.form.errors().includes("name-missing") ? t("checkout.nameMissing") : undefined;
  };
  const emailError = (): string | undefined => {
    if (props.form.errors().includes("email-missing")) return t("checkout.emailMissing");
    return props.form.errors().includes("email-malformed") ? t("checkout.emailMalformed") : undefined;
  };
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("checkout.buyer")}</CardTitle>
      </CardHeader>
      <CardContent class="grid items-start gap-5 sm:grid-cols-2">
        <TextField
          label={t("checkout.name")}
          name="name"
          autocomplete="name"
          maxLength={100}
          value={props.form.name()}
          onInput={props.form.setName}
          error={nameError()}
          disabled={props.frozen}
          required
        />
        <TextField
          label={t("checkout.email")}
          name="email"
          type="email"
          inputmode="email"
          autocomplete="email"
          maxLength={254}
          hint={t("checkout.emailHint")}
          value={props.form.email()}
          onInput={props.form.setEmail}
          error={emailError()}
          disabled={props.frozen}
          required
        />
      </CardContent>
    </Card>
  );
}

export interface PaymentFieldsProps {
  readonly title?: string;
  readonly token: TestToken;
  readonly onChoose: (token: TestToken) => void;
  /** what has been sent cannot be changed */
  readonly frozen: boolean;
}

export function PaymentFields(props: PaymentFieldsProps): JSX.Element {
  const { t } = useI18n();
  const options = () =>
    TEST_TOKENS.map((value) => ({
      value,
      label: t(`checkout.${value}`),
      hint: t(`checkout.${value}_hint`),
    }));
  return (
    <Card>
      <CardHeader>
        <div class="flex flex-wrap items-center gap-3">
          <CardTitle>{props.title ?? t("checkout.payment")}</CardTitle>
          <Badge tone="warn">{t("checkout.testPayment")}</Badge>
        </div>
        <p class="text-muted">{t("checkout.testPaymentText")}</p>
      </CardHeader>
      <CardContent>
        <RadioGroup
          label={t("checkout.testCard")}
          hideLabel
          name="card"
          value={props.token}
          options={options()}
          onChange={props.onChoose}
          disabled={props.frozen}
        />
      </CardContent>
    </Card>
  );
}
