import type { Clock } from "../environment/clock.js";
import { consoleLogger } from "../environment/console-logger.js";
import type { Logger } from "../environment/logger.js";
import { checkOptions, type OptionRules, optionRules } from "../environment/options.js";
import { systemClock } from "../environment/system-clock.js";
import { KindFilter } from "../objects/kind-filter.js";
import type { Controller } from "./controller.js";

/** Options of a WatchDriver. */
export interface WatchDriverConfig {
  /** Events of other kinds neither reach nor wake the controller. Default: the controller's `kinds`, else every kind. */
  readonly filter?: KindFilter;
  /**
   * How long events are collected into one tick after the first one, in milliseconds. 0: only those of the current turn of
   * the event loop. Default 50.
   */
  readonly debounceMs?: number;
  /** A tick of everything (resync) this long after the last one, in milliseconds; `Infinity`: none. Default 30 000. */
  readonly fallbackIntervalMs?: number;
  /** Default: the controller's, else the system's. */
  readonly clock?: Clock;
  /** Default: {@link consoleLogger}. */
  readonly logger?: Logger;
}

const rules: OptionRules<keyof WatchDriverConfig> = {
  filter: optionRules.kindFilter,
  debounceMs: optionRules.milliseconds,
  fallbackIntervalMs: optionRules.interval,
  clock: optionRules.clock,
  logger: optionRules.logger,
};

/**
 * Fills in the defaults. Throws TypeError or RangeError that names the option and its value, and TypeError when the
 * controller uses a different clock.
 */
export function resolveWatchDriverConfig(
  config: WatchDriverConfig,
  controller: Controller,
): Required<WatchDriverConfig> {
  checkOptions("WatchDriver", config, rules);
  if (config.clock !== undefined && controller.clock !== undefined && config.clock !== controller.clock) {
    throw new TypeError(`${controller.name} uses a different clock than its driver: pass the same \`clock\` to both`);
  }
  const { debounceMs = 50, fallbackIntervalMs = 30_000 } = config;
  return {
    filter: config.filter ?? controller.kinds ?? KindFilter.all,
    debounceMs,
    fallbackIntervalMs,
    clock: config.clock ?? controller.clock ?? systemClock,
    logger: config.logger ?? consoleLogger,
  };
}
