import type { Clock } from '../../clock.ts';
import type { ExecutionLog } from '../execution-log.ts';
import { truncated } from './log-text.ts';

/** The log that a test invocation's result carries: every line, as recorded in `test_invoke_test_method`. */
export class TestExecutionLog implements ExecutionLog {
  readonly dataTrace = true;
  readonly #clock: Clock;
  #text: string;

  constructor(requestId: string, clock: Clock) {
    this.#clock = clock;
    this.#text = `Execution log for request ${requestId}\n`;
  }

  info(line: string): void {
    this.#text += `${timeText(this.#clock())} : ${truncated(line)}\n`;
  }

  error(line: string): void {
    this.info(line);
  }

  get text(): string {
    return this.#text;
  }
}

/** `Tue Jun 23 02:21:45 UTC 2020` */
function timeText(now: number): string {
  const [weekday = '', day, month, year, time] = new Date(now).toUTCString().split(' ');
  return `${weekday.slice(0, -1)} ${month} ${day} ${time} UTC ${year}`;
}
