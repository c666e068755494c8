import { format } from 'node:util';

const LEVELS = { trace: 'TRACE', debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' };

/**
 * Makes `console` write lines as AWS's runtime does: time, request id, level and message, separated by tabs.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export function patchConsole(currentRequest) {
  for (const [method, level] of Object.entries(LEVELS)) {
    console[method] = (...message) => {
      const text = format(...message);
      process.stdout.write(`${new Date().toISOString()}\t${currentRequest.id}\t${level}\t${text}\n`);
    };
  }
}
