/** The data folder of a process that serves it: held to the end, its addresses announced. Owns the wiring. */
import { openDataFolder } from '../launcher/data-folder.ts';
import type { Service, Temporal } from './service.ts';

export interface Held {
  /** The service, with the real path of the folder. */
  readonly service: Service;
  announce(url: string, temporal: Temporal): Promise<void>;
}

export async function holdFolder(service: Service): Promise<Held> {
  const folder = await openDataFolder(service.config.data);
  await service.life.defer('data folder', () => folder.release());
  return {
    service: { ...service, config: { ...service.config, data: folder.path } },
    announce: (url, { address, ui }) =>
      folder.announce({ url, temporal: { address, ...(ui !== undefined && { ui }) } }),
  };
}
