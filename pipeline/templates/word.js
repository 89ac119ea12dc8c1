"use strict";
// A Word file made in the page: a ZIP of three stored parts (APPNOTE 6.3.10), the least that ECMA-376 asks for.
const wordFile = (() => {
  const bytes = (text) => new TextEncoder().encode(text);
  const little = (value, size) => Uint8Array.from({ length: size }, (_, n) => (value >>> (8 * n)) & 255);

  const crc32 = (data) => {
    let crc = ~0;
    for (const byte of data) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc >>> 0;
  };

  const zip = (parts) => {
    const body = [], directory = [];
    let offset = 0;
    for (const [name, text] of parts) {
      const label = bytes(name), data = bytes(text);
      // version 2.0, names in UTF-8, stored, no time (1 January 1980)
      const head = [little(20, 2), little(0x800, 2), little(0, 2), little(0, 2), little(33, 2), little(crc32(data), 4),
        little(data.length, 4), little(data.length, 4), little(label.length, 2), little(0, 2)];
      body.push(little(0x04034b50, 4), ...head, label, data);
      directory.push(little(0x02014b50, 4), little(20, 2), ...head, little(0, 10), little(offset, 4), label);
      offset += 30 + label.length + data.length;
    }
    const size = directory.reduce((sum, part) => sum + part.length, 0);
    const end = [little(0x06054b50, 4), little(0, 4), little(parts.length, 2), little(parts.length, 2), little(size, 4),
      little(offset, 4), little(0, 2)];
    return [...body, ...directory, ...end];
  };

  const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const OPC = "http://schemas.openxmlformats.org";
  const MAIN = `${OPC}/wordprocessingml/2006/main`;
  const escaped = (text) => text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replace(/[&<>"]/g, (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[char]);

  const run = ({ text, bold, italic, link }) => {
    const look = `${bold ? "<w:b/>" : ""}${italic ? "<w:i/>" : ""}${link ? '<w:color w:val="0563C1"/><w:u w:val="single"/>' : ""}`;
    const words = `<w:r><w:rPr>${look}</w:rPr><w:t xml:space="preserve">${escaped(text)}</w:t></w:r>`;
    return link ? `<w:fldSimple w:instr=" HYPERLINK &quot;${escaped(link)}&quot; ">${words}</w:fldSimple>` : words;
  };
  const paragraph = ({ runs, quote }) =>
    `<w:p><w:pPr>${quote ? '<w:ind w:left="567"/>' : ""}</w:pPr>${runs.map(run).join("")}</w:p>`;

  return (paragraphs) => new Blob(zip([
    ["[Content_Types].xml", `${XML}<Types xmlns="${OPC}/package/2006/content-types">`
      + '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
      + '<Override PartName="/word/document.xml" '
      + 'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'],
    ["_rels/.rels", `${XML}<Relationships xmlns="${OPC}/package/2006/relationships"><Relationship Id="rId1" `
      + `Type="${OPC}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`],
    ["word/document.xml", `${XML}<w:document xmlns:w="${MAIN}"><w:body>${paragraphs.map(paragraph).join("")}`
      + "<w:sectPr/></w:body></w:document>"],
  ]), { type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document" });
})();
