// `npm run docs`: the reference of everything index.ts exports, from its docstrings, into
// API.md; `--check` only says whether that is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import * as prettier from 'prettier';
import ts from 'typescript';

const room = join(import.meta.dirname, '..');
const index = join(room, 'src', 'index.ts');
const target = join(room, 'API.md');

const program = ts.createProgram([index], {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
});
const checker = program.getTypeChecker();
const source = program.getSourceFile(index);
const symbol = source && checker.getSymbolAtLocation(source);
if (!symbol) throw new Error('index.ts exports nothing');

/** @type {Map<string, string[]>} */
const chapters = new Map();
for (const exported of checker.getExportsOfModule(symbol)) {
  const original =
    exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const [first, ...overloads] = original.declarations ?? [];
  if (!first) continue;
  const chapter = chapterOf(first);
  const entry = entryOf(exported.name, [first, ...overloads]);
  chapters.set(chapter, [...(chapters.get(chapter) ?? []), entry]);
}

const chaptersInOrder = [...chapters].sort(([a], [b]) => (a < b ? -1 : 1));
const text = await prettier.format(
  [
    '# @foryou-crm/amocrm: reference',
    'Made from the docstrings by `npm run docs` in `amocrm/`: change them, not this page.',
    chaptersInOrder.map(([name]) => `- [${name}](#${name.replaceAll(' ', '-')})`).join('\n'),
    ...chaptersInOrder.flatMap(([name, entries]) => [`## ${name}`, ...entries]),
  ].join('\n\n'),
  { parser: 'markdown', printWidth: 100, singleQuote: true },
);

if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error('API.md is out of date: npm run docs');
  process.exitCode = 1;
}

/** The folder of an entity, or the file's name. @param {ts.Declaration} node */
function chapterOf(node) {
  const path = relative(join(room, 'src'), node.getSourceFile().fileName);
  const folder = dirname(path);
  if (folder !== '.') return folder.replace('entities/', '').replaceAll('-', ' ');
  const name = basename(path, '.ts').replaceAll('-', ' ');
  return /^(?:oauth|token) /.exec(name)?.[0].trim() ?? name;
}

/** @param {string} name @param {ts.Declaration[]} declarations */
function entryOf(name, declarations) {
  const [first] = declarations;
  if (!first) return '';
  const holder = ts.isVariableDeclaration(first) ? first.parent.parent : first;
  const code = declarations.map((node) => codeOf(node)).join('\n');
  return [`### ${name}`, docOf(holder), `\`\`\`ts\n${code}\n\`\`\``].filter(Boolean).join('\n\n');
}

/** The docstring as Markdown. @param {ts.Node} node */
function docOf(node) {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).slice(-1);
  if (!doc) return '';
  const said = doc
    .getText()
    .replace(/^\/\*\*\s?/, '')
    .replace(/\s*\*\/$/, '');
  return said
    .replaceAll(/^[ \t]*\*[ \t]?/gm, '')
    .replaceAll('@throws', 'Throws')
    .trim();
}

/** A declaration without its docstring and body; members keep theirs. @param {ts.Declaration} node */
function codeOf(node) {
  const text = node.getSourceFile().text;
  if (ts.isVariableDeclaration(node)) return `const ${node.name.getText()}: ${type(node)};`;
  const end = ts.isFunctionDeclaration(node) && node.body ? node.body.getStart() : node.getEnd();
  const code = text.slice(node.getStart(), end).trim();
  if (ts.isClassDeclaration(node)) return withoutBodies(node);
  if (ts.isTypeAliasDeclaration(node) && code.includes('z.output<')) {
    return `type ${node.name.text} = ${type(node)};`;
  }
  return code.replace(/^export /, '');
}

/** @param {ts.Declaration} node */
function type(node) {
  const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias;
  const is = checker.getTypeAtLocation(node);
  const text = checker.typeToString(is, node, flags | ts.TypeFormatFlags.MultilineObjectLiterals);
  // The compiler says from where it has a type that the file does not import.
  return text.replaceAll(/import\(['"][^'"]+['"]\)\./g, '');
}

/** @param {ts.ClassDeclaration} node */
function withoutBodies(node) {
  const text = node.getSourceFile().text;
  const members = node.members.map((member) => {
    const body = 'body' in member ? /** @type {ts.Block | undefined} */ (member.body) : undefined;
    return text.slice(member.getFullStart(), body?.getStart() ?? member.getEnd()).trimEnd();
  });
  const head = text.slice(node.getStart(), node.members[0]?.getFullStart() ?? node.getEnd());
  return `${head.replace(/^export /, '')}${members.join('')}\n}`;
}
