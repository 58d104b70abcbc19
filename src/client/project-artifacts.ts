/**
 * The artifacts of a run: what its results speak of. Owns which results count; there is no other index of them.
 *
 * PA1. A node's are those in what it gave; an agent's also those in what its tools gave. The results of child runs count
 *      for the node that started them; so does what a map gave whose items are done in runs of their own.
 * PA2. Values of a `sensitive` node are shown to nobody, its files neither.
 */
import { artifactsIn } from '../interpreter/artifact.ts';
import type { NodeView, ArtifactView } from './orchestrator.ts';
import { isSensitive, nodesOf } from './project-nodes.ts';
import { foldRun, type Recorded } from './projection.ts';

const making: ReadonlySet<string> = new Set(['agent', 'run', 'tool', 'workflow']);

export async function projectArtifacts(recorded: Recorded): Promise<readonly ArtifactView[]> {
  const folded = await foldRun(recorded);
  const nodes = nodesOf(folded, false, new Map(), new Map());
  const given = nodes.filter(({ kind }) => making.has(kind)).flatMap(givenBy);
  const ofTools = folded.artifacts.filter(({ node }) => !isSensitive(folded, node));
  const shown = placesInside(nodes);
  const inParts = nodes.filter(({ kind, path, visit }) => kind === 'map' && !shown.has(`${path}#${visit}`));
  return once([...given, ...ofTools, ...inParts.flatMap(givenBy)]);
}

/** Visits of maps whose items are nodes of this run: `each#1` of `each#1[0]/write`. */
function placesInside(nodes: readonly NodeView[]): ReadonlySet<string> {
  const places = nodes.flatMap(({ path }) =>
    [...path.matchAll(/\[/g)].map(({ index }) => path.slice(0, index)),
  );
  return new Set(places);
}

/** The same one may be given on: it is whose it was first. */
function once(artifacts: readonly ArtifactView[]): readonly ArtifactView[] {
  const byId = new Map<string, ArtifactView>();
  for (const artifact of artifacts) if (!byId.has(artifact.id)) byId.set(artifact.id, artifact);
  return [...byId.values()];
}

function givenBy({ path, visit, output }: NodeView): readonly ArtifactView[] {
  return artifactsIn(output).map((artifact) => ({ ...artifact, node: path, visit }));
}
