import { html, type Token, type TreeAdapter, type TreeAdapterTypeMap } from 'parse5';

/** A node of a tree that nobody reads: as much of it as the tree builder looks at again. */
export interface BareNode {
  readonly tagName: string;
  readonly namespaceURI: html.NS;
  readonly attrs: Token.Attribute[];
  mode: html.DOCUMENT_MODE;
}

type Same<N> = TreeAdapterTypeMap<N, N, N, N, N, N, N, N, N, N>;
export type BareTree = Same<BareNode>;

function bareNode(tagName: string, namespaceURI = html.NS.HTML, attrs: Token.Attribute[] = []): BareNode {
  return { tagName, namespaceURI, attrs, mode: html.DOCUMENT_MODE.NO_QUIRKS };
}

const ignore = (): void => {};

/**
 * Lets parse5's tree builder run for what it decides on the way (which text is script, what is foreign content, where
 * head begins) without a tree: no node knows its children or its parent, so what is read can be forgotten. None of those
 * decisions depends on them. `created` is told of each element.
 */
export function createBareTree(created: (element: BareNode) => void): TreeAdapter<BareTree> {
  return {
    createElement(tagName, namespaceURI, attrs) {
      const element = bareNode(tagName, namespaceURI, attrs);
      created(element);
      return element;
    },
    createDocument: () => bareNode('#document'),
    createDocumentFragment: () => bareNode('#document-fragment'),
    createCommentNode: () => bareNode('#comment'),
    createTextNode: () => bareNode('#text'),
    getTagName: ({ tagName }) => tagName,
    getNamespaceURI: ({ namespaceURI }) => namespaceURI,
    getAttrList: ({ attrs }) => attrs,
    getTemplateContent: (template) => template,
    getDocumentMode: ({ mode }) => mode,
    setDocumentMode(document, mode) {
      document.mode = mode;
    },
    getChildNodes: () => [],
    getFirstChild: () => null,
    getParentNode: () => null,
    getNodeSourceCodeLocation: () => null,
    getTextNodeContent: () => '',
    getCommentNodeContent: () => '',
    getDocumentTypeNodeName: () => '',
    getDocumentTypeNodePublicId: () => '',
    getDocumentTypeNodeSystemId: () => '',
    isElementNode: (node): node is BareNode => !node.tagName.startsWith('#'),
    isTextNode: (node): node is BareNode => node.tagName === '#text',
    isCommentNode: (node): node is BareNode => node.tagName === '#comment',
    isDocumentTypeNode: (_node): _node is BareNode => false,
    adoptAttributes: ignore,
    appendChild: ignore,
    detachNode: ignore,
    insertBefore: ignore,
    insertText: ignore,
    insertTextBefore: ignore,
    setDocumentType: ignore,
    setNodeSourceCodeLocation: ignore,
    setTemplateContent: ignore,
    updateNodeSourceCodeLocation: ignore,
  };
}
