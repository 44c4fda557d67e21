import { errorMessage } from "@engenho/core";
import { parseServiceAddress } from "@engenho/webhooks";
import { InvalidArgumentError, Option } from "commander";
import type { ManagerOptions } from "../manager-options.js";

/** Flags about webhooks. */
export function webhookFlags({ webhookServiceAddress }: ManagerOptions): readonly Option[] {
  return [
    new Option("--webhook-service-address <list>", "where webhooks' Services are: ns/name[:port]=host:port")
      .argParser(addresses)
      .default(webhookServiceAddress, "none"),
  ];
}

/** A comma-separated list; a flag that is given twice adds to it. */
function addresses(text: string, before: readonly string[] = []): readonly string[] {
  const given = text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
  try {
    for (const each of given) parseServiceAddress(each);
  } catch (error) {
    throw new InvalidArgumentError(`${errorMessage(error)}.`);
  }
  return [...before, ...given];
}
