import { expect, it } from "vitest";
import { seatsInQuery } from "./event-page-query.ts";

it.each([
  ["12,13", [12, 13]],
  ["0", [0]],
  ["", []],
  ["12,12,-1,x,1e3,99999999,7", [12, 7]],
])("reads ?seats=%s", (value, seats) => expect(seatsInQuery(value)).toEqual(seats));
