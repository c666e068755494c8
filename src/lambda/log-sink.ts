/** One line of a function's log: its own output, or START, END and REPORT. */
export interface FunctionLogLine {
  readonly account: string;
  readonly region: string;
  readonly functionName: string;
  readonly version: string;
  readonly logStreamName: string;
  /** Without the line feed; may hold control characters. */
  readonly text: string;
}

/** Gets every line that functions log. Must not throw. */
export type LogSink = (line: FunctionLogLine) => void;
