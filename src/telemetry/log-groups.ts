/** Names a log group as CloudWatch Logs has them: by name, within an account and region. */
export interface LogGroup {
  readonly account: string;
  readonly region: string;
  /** `/aws/lambda/NAME`, `API-Gateway-Execution-Logs_API/STAGE`, or as an API's owner names it. */
  readonly name: string;
}

/**
 * Where the logs of APIs and functions go, which on AWS is CloudWatch Logs. Nobody waits for it, and it never throws: what
 * can't be kept is counted, and the count is in the log.
 */
export interface LogGroups {
  /** Adds an event, with the present time. @param message may have several lines, and any characters */
  append(group: LogGroup, stream: string, message: string): void;
}

/** What is kept of an event. */
export interface LogEvent {
  /** ms since 1970. */
  readonly time: number;
  readonly stream: string;
  readonly message: string;
}
