/** A server that speaks S3's protocol, on a folder, with one bucket `values`. Owns its start; S3 itself is not here. */
import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import S3rver from 's3rver';
import { vi } from 'vitest';

export interface S3Server {
  readonly endpoint: string;
  close(): Promise<void>;
}

export async function startS3(folder: string): Promise<S3Server> {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'S3RVER');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'S3RVER');
  answerWhenWritten();
  const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory: folder });
  const { port } = await server.run();
  const endpoint = `http://127.0.0.1:${port}`;
  await new S3Client({ endpoint, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: 'values' }));
  return {
    endpoint,
    async close() {
      await server.close();
      vi.unstubAllEnvs();
    },
  };
}

interface StoredObject {
  readonly bucket: string;
  readonly key: string;
}

interface Store {
  getResourcePath(bucket: string, key: string, resource: string): string;
  putObject: (this: Store, object: StoredObject) => Promise<{ readonly size: number }>;
}

/** This server answers a put before its bytes are in the file; S3 gives what was put from the answer on. */
function answerWhenWritten(): void {
  const { prototype } = createRequire(import.meta.url)('s3rver/lib/stores/filesystem.js') as {
    prototype: Store;
  };
  const { putObject } = prototype;
  prototype.putObject = async function (object) {
    const put = await putObject.call(this, object);
    const file = this.getResourcePath(object.bucket, object.key, 'object');
    while ((await stat(file)).size !== put.size) await setTimeout(2);
    return put;
  };
}
