import { errorMessage } from "@engenho/core";
import { parseServiceAddress } from "@engenho/webhooks";
import { InvalidArgumentError, Option } from "commander";
import type { ManagerOptions } from "../manager-options.js";
import { list } from "./parsers.js";

/** Flags about webhooks. */
export function webhookFlags({ webhookServiceAddress }: ManagerOptions): readonly Option[] {
  return [
    new Option("--webhook-service-address <list>", "addresses of Services to call: ns/name[:port]=host:port")
      .argParser(addresses(webhookServiceAddress))
      .default(webhookServiceAddress, "none"),
  ];
}

/** A list of addresses that can be parsed. */
function addresses(defaults: readonly string[]): (text: string, before?: readonly string[]) => readonly string[] {
  const entries = list(defaults);
  return (text, before) => {
    const given = entries(text, before);
    try {
      for (const each of given) parseServiceAddress(each);
    } catch (error) {
      throw new InvalidArgumentError(`${errorMessage(error)}.`);
    }
    return given;
  };
}
