import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { endianness } from 'node:os';

/** True where the system tells which user a loopback connection comes from. */
export const peerOwnerIsKnown = process.platform === 'linux' && endianness() === 'LE';

/** 127.0.0.1 as Linux writes it in `/proc/net/tcp`. */
const LOOPBACK = '0100007F';
/** Columns of `/proc/net/tcp`: `sl local_address rem_address st tx:rx tr:tm retrnsmt uid ...` (proc_net_tcp.rst of Linux). */
const LOCAL_ADDRESS = 1;
const REMOTE_ADDRESS = 2;
const UID = 7;

/** Whether the other end of a connection over 127.0.0.1 belongs to the user that this process runs as. */
export async function isOwnConnection(socket: Socket): Promise<boolean> {
  const { remotePort, localPort } = socket;
  if (!peerOwnerIsKnown || remotePort === undefined || localPort === undefined) return false;
  const local = `${LOOPBACK}:${hexPort(remotePort)}`;
  const remote = `${LOOPBACK}:${hexPort(localPort)}`;
  const table = await readFile('/proc/net/tcp', 'latin1');
  const uid = String(process.getuid?.());
  return table.split('\n').some((row) => {
    if (!row.includes(local)) return false;
    const columns = row.trim().split(/ +/);
    return columns[LOCAL_ADDRESS] === local && columns[REMOTE_ADDRESS] === remote && columns[UID] === uid;
  });
}

function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}
