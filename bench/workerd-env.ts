/** `wrangler dev` records what every worker does; nothing of that is wanted in a process that is measured. */
export const WORKERD_ENV = {
  X_LOCAL_OBSERVABILITY: "false",
  X_LOCAL_EXPLORER: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
};
