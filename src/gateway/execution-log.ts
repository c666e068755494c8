/**
 * What is said of one invocation in the execution log of its stage, or in the answer of TestInvokeMethod. An invocation
 * without one is not logged, so ask for it before making a text: `invocation.executionLog?.info(...)`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export interface ExecutionLog {
  /** True when requests and answers are logged whole (data tracing). */
  readonly dataTrace: boolean;
  /** A line of level INFO, without request id and time: `Starting execution for request: ...`. */
  info(line: string): void;
  /** A line of level ERROR, which is logged at INFO too. */
  error(line: string): void;
}
