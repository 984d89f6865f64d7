/** Words of the window in which a reviewer draws what is right. */
export const decideWords_zh_CN = {
  keeping: "裁定：交上去之前只留在这个窗口里",
};
