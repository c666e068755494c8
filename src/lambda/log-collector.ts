import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** What Invoke's `LogType=Tail` gives back, in bytes. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const TAIL_BYTES = 4096;
/** Largest log event of CloudWatch Logs; longer lines are cut into pieces. */
const MAXIMUM_LINE = 256 * 1024;

/** Cuts a process's output into lines, passes them on, and keeps the last 4 KB of the current invocation. */
export class LogCollector {
  readonly #onLine: ((line: string) => void) | undefined;
  readonly #decoder = new StringDecoder('utf8');
  #partial = '';
  #tail = '';

  constructor(output: Readable, onLine: ((line: string) => void) | undefined) {
    this.#onLine = onLine;
    output.on('data', (chunk: Buffer) => this.#read(this.#decoder.write(chunk)));
    output.on('end', () => this.flush());
  }

  /** Begins the log of an invocation. What was written since the last one (initialization) stays in front. */
  begin(line: string): void {
    this.flush();
    this.write(line);
  }

  /** Adds a line of the platform. */
  write(line: string): void {
    this.#append(`${line}\n`);
    this.#onLine?.(line);
  }

  /** Takes what was written without a newline as a line. */
  flush(): void {
    if (this.#partial === '') return;
    const line = this.#partial;
    this.#partial = '';
    this.write(line);
  }

  /** The last 4 KB since the last call. */
  takeTail(): Buffer {
    const bytes = Buffer.from(this.#tail);
    this.#tail = '';
    return bytes.subarray(Math.max(0, bytes.length - TAIL_BYTES));
  }

  #append(text: string): void {
    this.#tail += text;
    // A character has one byte at least: what is cut here is beyond the last 4 KB.
    if (this.#tail.length > 4 * TAIL_BYTES) this.#tail = this.#tail.slice(-TAIL_BYTES);
  }

  #read(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      const line = this.#partial + text.slice(start, end);
      this.#partial = '';
      start = end + 1;
      this.write(line);
    }
    this.#partial += text.slice(start);
    if (this.#partial.length > MAXIMUM_LINE) this.flush();
  }
}
