/**
 * The artifacts of a run: what its results speak of. Owns which results count; there is no other index of them.
 *
 * PA1. A node's are those in what it gave; an agent's also those in what its tools gave. The results of child runs count
 *      for the node that started them.
 * PA2. Values of a `sensitive` node are shown to nobody, its files neither.
 */
import { artifactsIn } from '../interpreter/artifact.ts';
import type { NodeView, ArtifactView } from './orchestrator.ts';
import { isSensitive, nodesOf } from './project-nodes.ts';
import { foldRun, type Recorded } from './projection.ts';

const making: ReadonlySet<string> = new Set(['agent', 'run', 'tool', 'workflow']);

export async function projectArtifacts(recorded: Recorded): Promise<readonly ArtifactView[]> {
  const folded = await foldRun(recorded);
  const nodes = nodesOf(folded, false, new Map());
  const given = nodes.filter(({ kind }) => making.has(kind)).flatMap(givenBy);
  const ofTools = folded.artifacts.filter(({ node }) => !isSensitive(folded, node));
  // The same one may be given on.
  return [
    ...new Map([...given, ...ofTools].toReversed().map((each) => [each.id, each])).values(),
  ].toReversed();
}

function givenBy({ path, visit, output }: NodeView): readonly ArtifactView[] {
  return artifactsIn(output).map((artifact) => ({ ...artifact, node: path, visit }));
}
