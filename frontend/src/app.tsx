import { MetaProvider } from "@solidjs/meta";
import { Route, Router } from "@solidjs/router";
import { lazy, type JSX } from "solid-js";
import { I18nProvider } from "./i18n/i18n.tsx";
import { Shell } from "./ui/shell.tsx";

const pages = {
  home: lazy(() => import("./catalog/home-page.tsx")),
  event: lazy(() => import("./catalog/event-page.tsx")),
  checkout: lazy(() => import("./orders/checkout-page.tsx")),
  order: lazy(() => import("./orders/order-page.tsx")),
  tickets: lazy(() => import("./tickets/tickets-page.tsx")),
  notFound: lazy(() => import("./not-found.tsx")),
};

// `preload={false}`: a page that has reached its end (a paid order) sends nothing more, not even a chunk because
// the pointer passed over a link.
export function App(): JSX.Element {
  return (
    <MetaProvider>
      <I18nProvider>
        <Router root={Shell} preload={false}>
          <Route path="/" component={pages.home} />
          <Route path="/events/:id" component={pages.event} />
          <Route path="/checkout" component={pages.checkout} />
          <Route path="/orders/:id" component={pages.order} />
          <Route path="/my-tickets" component={pages.tickets} />
          <Route path="*" component={pages.notFound} />
        </Router>
      </I18nProvider>
    </MetaProvider>
  );
}
