/** From least to most talkative. */
export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Facts beside a message. Never put secrets, signatures or bodies here. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** The program's own log (not the access or execution logs of APIs). */
export interface Log {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
}

/**
 * @param write gets one line with its line feed
 * @param format `text` for people: time, level, message, key=value; `json` for machines: one object a line
 */
export function createLog(level: LogLevel, format: 'text' | 'json', write: (line: string) => void): Log {
  const threshold = LOG_LEVELS.indexOf(level);
  const at = (name: Exclude<LogLevel, 'silent'>) => {
    if (LOG_LEVELS.indexOf(name) > threshold) return () => {};
    const render = format === 'json' ? jsonLine : textLine;
    return (message: string, fields: LogFields = {}) => write(render(name, message, fields));
  };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

function jsonLine(level: string, message: string, fields: LogFields): string {
  return `${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`;
}

function textLine(level: string, message: string, fields: LogFields): string {
  let line = `${new Date().toISOString()} ${level.padEnd(5)} ${oneLine(message)}`;
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined) line += ` ${key}=${typeof value === 'string' ? JSON.stringify(value) : value}`;
  }
  return `${line}\n`;
}

/** Control characters from the network must not forge lines or drive a terminal. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
