import type { JSX } from "solid-js";
import { useI18n } from "./i18n/i18n.tsx";
import { ButtonLink } from "./ui/button.tsx";
import { PageTitle } from "./ui/page.tsx";
import { EmptyState } from "./ui/states.tsx";

export default function NotFoundPage(): JSX.Element {
  const { t } = useI18n();
  return (
    <>
      <PageTitle text={t("common.notFoundTitle")} />
      <EmptyState as="h1" title={t("common.notFoundTitle")} text={t("common.notFoundText")}>
        <ButtonLink href="/" variant="primary">
          {t("common.toHome")}
        </ButtonLink>
      </EmptyState>
    </>
  );
}
