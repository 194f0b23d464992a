// A page from before a deploy cannot read the new feed: it loads itself again, but only once for one version, so
// that a server that lags behind never makes it spin.

import { FEED_PROTOCOL_VERSION } from "../../../shared/contracts/protocol.ts";

const MARK = "jari.feed.reloaded-from";

/** Whether the page is being reloaded. */
export function reloadForNewVersion(): boolean {
  try {
    if (sessionStorage.getItem(MARK) === String(FEED_PROTOCOL_VERSION)) return false;
    sessionStorage.setItem(MARK, String(FEED_PROTOCOL_VERSION));
  } catch {
    return false; // without storage nothing could stop a second reload
  }
  location.reload();
  return true;
}
