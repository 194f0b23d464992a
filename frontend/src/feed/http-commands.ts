// The same commands without a socket.

import type { HoldView } from "../../../shared/contracts/holds.schema.ts";
import { sendJson } from "../http/client.ts";
import type { Command, CommandResult } from "./commands.ts";

/** `base`: the event's address, `/api/events/:eventId`. */
export function commandByHttp(base: string, command: Command): Promise<CommandResult> {
  const { holdId } = command;
  switch (command.type) {
    case "hold": {
      const { seats, replaces } = command;
      const body = { holdId, seats, ...(replaces !== undefined && { replaces }) };
      return sendJson<HoldView>("POST", `${base}/holds`, { body });
    }
    case "extend":
      return sendJson<HoldView>("POST", `${base}/holds/${holdId}/extend`);
    case "give-back":
      return sendJson<HoldView>("DELETE", `${base}/holds/${holdId}`);
  }
}
